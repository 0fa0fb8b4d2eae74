import streamlit as st

st.title("Squares")
number = st.slider("A number", 1, 10, 3)
st.write(f"Its square is {number**2}.")
